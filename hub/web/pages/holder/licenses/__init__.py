"""The licenses of a holder, and of those whom the holder stands for."""
