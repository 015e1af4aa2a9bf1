"""Sheets of digits, drawn to train, choose and judge what finds and reads them."""
