"""One access request, to be answered."""
