"""The Big Check, a game without a page: rob imaginary banks by altering the digits of a check.

All banks, people and checks are invented.
"""

from clever_engine.game.analysis import Analysis, analysis_steps
from clever_engine.game.banks import BANKS, Bank, bank_named
from clever_engine.game.checks import BankCheck, own_check, write_check
from clever_engine.game.games import Game, Round, own_game, play_round, share_of_maximum, start_game
from clever_engine.game.levels import LEVELS, Level, level_named
from clever_engine.game.maximum import Maximum, find_maximum, maximum_steps
from clever_engine.game.payout import Notice, Payout, pay
from clever_engine.game.pixels import distortions
from clever_engine.game.profit import DigitProfit, profit_per_distortion
from clever_engine.game.readings import Reading, read_check
from clever_engine.game.tampering import Tamper
from clever_engine.game.words import amount_in_words

__all__ = [
    "BANKS",
    "LEVELS",
    "Analysis",
    "Bank",
    "BankCheck",
    "DigitProfit",
    "Game",
    "Level",
    "Maximum",
    "Notice",
    "Payout",
    "Reading",
    "Round",
    "Tamper",
    "amount_in_words",
    "analysis_steps",
    "bank_named",
    "distortions",
    "find_maximum",
    "level_named",
    "maximum_steps",
    "own_check",
    "own_game",
    "pay",
    "play_round",
    "profit_per_distortion",
    "read_check",
    "share_of_maximum",
    "start_game",
    "write_check",
]
