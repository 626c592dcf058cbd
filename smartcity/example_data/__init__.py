"""Example data of the first start: the one real protocol, the bodies around it and an account for each role."""
