"""One order to rectify, to be answered."""
