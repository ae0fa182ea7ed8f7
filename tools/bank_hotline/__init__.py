"""Derives the bank hotline scenario from one month of recorded contacts of a bank's center."""
