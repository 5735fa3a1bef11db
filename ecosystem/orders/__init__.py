"""Orders: what policies ask of agents, each beside the policy that gives it.

A file here is the whole of its policies. It is found by being here: no list has to name it. Agents read the orders.
"""
