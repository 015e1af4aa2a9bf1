"""The Big Check: alter a check so that an imaginary bank's AI credits more."""

from pages.big_check import desk, lobby, verdict
from pages.shared import state

play = state.play()
if play is None:
    lobby.show()
elif play.verdict is not None:
    verdict.show(play, play.verdict)
else:
    desk.show()
