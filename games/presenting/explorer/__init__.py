"""The law explorer: what a government may do now, and for one move why, what is missing, who gives it, how long.

Made of the rule pack and of the facts it is given, nothing else. A player's page gives it what the seat was
told, a page of staff the truth, the lawbook outside an exercise nothing at all.
"""
