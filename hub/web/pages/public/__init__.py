"""Pages for everybody: the register, what is exempt, verification, objections, public notices."""
