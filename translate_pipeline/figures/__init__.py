"""Figures: numbers, money, dates, times, lengths of time, quantities. Read in one locale, said in another.

`numerals` (numbers, per cents, money, plain dates), `durations`, `moments` (weekdays, parts of months, eras, times of day),
`quantities` (bounds, ranges, fractions, units, prices) read only what they can say exactly; `amounts` reads whatever may be
an amount, for comparing two texts. Modules on `_forms`, `_words`, `_patterns`, `_phrases`, `_units` are tables.
"""
