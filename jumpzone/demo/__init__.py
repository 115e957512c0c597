"""Three sample companies with years of believable history, all from one seed.

Everything is worked out in memory from a moment, a language and a seed; only :mod:`jumpzone.demo.loading` and
:mod:`jumpzone.demo.arrivals` know the store. :mod:`jumpzone.demo.opening` is what a program begins with; nothing
is imported here, so that it comes at once.
"""
