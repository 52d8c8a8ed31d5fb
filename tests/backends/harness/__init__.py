"""Drives the program under test against collectors, and compares."""
