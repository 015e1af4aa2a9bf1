"""The Big Check: alter a check so that an imaginary bank's AI credits more."""

from pages.big_check import desk, lobby, verdict, words
from pages.big_check.play import current

play = current()
if play is None:
    lobby.show()
elif play.verdict is not None:
    verdict.show(play, play.verdict)
else:
    desk.show(play, words.which_check(play.number, len(play.game.checks), play.game.total))
