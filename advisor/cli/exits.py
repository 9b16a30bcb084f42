"""What the exit status says."""

DONE = 0
FOUND = 1
BAD_INPUT = 2
INFEASIBLE = 3
DEFECT = 70
