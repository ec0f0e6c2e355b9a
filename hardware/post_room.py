"""The post room: the courier in a process of its own, so that writing letters never keeps news from a screen.

A letter takes the processor for some ten milliseconds, a pass with its picture for thirty; a group's two hundred
would else stand between an arrival and the host's screen.
"""

from hardware.courier import Courier
from hardware.porter import Porter
from hardware.room import told_to_stop
from hardware.sweeper import Sweeper
from shared.kernel.bell import UNHURRIED_S
from shared.kernel.node import Node


def work(node: Node, courier: Courier, porter: Porter) -> None:
    """Carry letters, and do what is due at a time, until told to stop."""
    stopping = told_to_stop()
    node.bell.start(UNHURRIED_S)
    sweeper = Sweeper(node)
    sweeper.start()
    courier.start()
    porter.start()
    stopping.wait()
    porter.stop()
    courier.stop()
    sweeper.stop()
    node.close()
