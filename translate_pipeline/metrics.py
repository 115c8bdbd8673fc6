"""Figures of a batch in OpenMetrics text, for Prometheus and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from translate_pipeline.meter import Meter

_COUNTS = {
    "posts": ("translate_posts_drafted", "Posts that were translated and written."),
    "segments": ("translate_segments", "Segments of the outputs that were written."),
    "requests": ("translate_requests", "Texts that were asked of the model, kept drafts included."),
    "sentences_drafted": ("translate_sentences_drafted", "Texts that the model decoded."),
    "drafts_reused": ("translate_drafts_reused", "Texts whose draft was kept from earlier."),
    "source_tokens": ("translate_source_tokens", "Pieces that the model read."),
    "target_tokens": ("translate_target_tokens", "Pieces that the model wrote."),
}


def openmetrics(
    meter: Meter, outputs: Mapping[tuple[str, str], int], findings: Mapping[tuple[str, str], int], model: Mapping[str, str]
) -> bytes:
    """Return what a scraper reads.

    `outputs` counts by locale and outcome (`drafted`, `up_to_date`, `failed`), `findings` by locale and severity; `model`
    says what was translated with.
    """
    from prometheus_client import CollectorRegistry  # noqa: PLC0415  (only where it is asked for)
    from prometheus_client.openmetrics.exposition import generate_latest  # noqa: PLC0415

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(meter, outputs, findings, model))
    return bytes(generate_latest(registry))  # type: ignore[no-untyped-call]


class _Families:
    def __init__(
        self,
        meter: Meter,
        outputs: Mapping[tuple[str, str], int],
        findings: Mapping[tuple[str, str], int],
        model: Mapping[str, str],
    ):
        self.meter, self.outputs, self.findings, self.model = meter, outputs, findings, model

    def collect(self) -> Iterator[Any]:
        """Yield the families, in the order in which they are read."""
        from prometheus_client.core import CounterMetricFamily, InfoMetricFamily  # noqa: PLC0415

        yield InfoMetricFamily("translate_model", "What was translated with.", dict(self.model))
        counts = self.meter.counts()
        for key, (name, said) in _COUNTS.items():
            yield CounterMetricFamily(name, said, counts.get(key, 0))
        seconds = CounterMetricFamily("translate_stage_seconds", "Seconds of each stage, of all threads.", labels=["stage"])
        for stage, took in sorted(self.meter.seconds().items()):
            seconds.add_metric([stage], round(took, 6))
        yield seconds
        outputs = CounterMetricFamily("translate_outputs", "Posts times locales.", labels=["locale", "outcome"])
        for labels, number in sorted(self.outputs.items()):
            outputs.add_metric(list(labels), number)
        yield outputs
        findings = CounterMetricFamily("translate_findings", "Findings in the outputs.", labels=["locale", "severity"])
        for labels, number in sorted(self.findings.items()):
            findings.add_metric(list(labels), number)
        yield findings
