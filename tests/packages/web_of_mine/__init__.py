"""A package as somebody else would write it: it knows this project by its public doors only."""

from web_of_mine import fees as fees
from web_of_mine import learners as learners
from web_of_mine import measures as measures
from web_of_mine import worlds as worlds
