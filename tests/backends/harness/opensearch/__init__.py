"""OpenSearch, who writes into it, what is told to them, and what the requests for users have to answer then.

What they have to answer is written from the questions and not from the requests: a request that asks for a wrong
field does not come to it.
"""
