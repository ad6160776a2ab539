"""The calendar of working days: the State Council's notices of holidays, year by year."""
