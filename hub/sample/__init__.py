"""Make up a sample province, with nobody real in it, to try the hub with."""
