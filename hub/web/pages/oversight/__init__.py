"""For who supervises: figures, findings, orders, notices, objections, paper, assignments."""
