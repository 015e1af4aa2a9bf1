"""The Big Check: banks, checks, rules, payout and the best tamper; no page in it."""

from clever_engine.game.banks import BANKS, Bank, bank_named
from clever_engine.game.checks import BankCheck, on_grey_grid, own_check, write_check
from clever_engine.game.games import Game, Round, new_game, own_game, share_of_maximum
from clever_engine.game.levels import LEVELS, ROUNDS, Level, level_named
from clever_engine.game.maximum import Maximum, Progress, Tamper, find_maximum, maximum_steps
from clever_engine.game.payout import Notice, Payout, distortions, pay
from clever_engine.game.profit import DigitProfit, profit_per_distortion
from clever_engine.game.readings import Reading, read_check
from clever_engine.game.words import amount_in_words

__all__ = [
    "BANKS",
    "LEVELS",
    "ROUNDS",
    "Bank",
    "BankCheck",
    "DigitProfit",
    "Game",
    "Level",
    "Maximum",
    "Notice",
    "Payout",
    "Progress",
    "Reading",
    "Round",
    "Tamper",
    "amount_in_words",
    "bank_named",
    "distortions",
    "find_maximum",
    "level_named",
    "maximum_steps",
    "new_game",
    "on_grey_grid",
    "own_check",
    "own_game",
    "pay",
    "profit_per_distortion",
    "read_check",
    "share_of_maximum",
    "write_check",
]
