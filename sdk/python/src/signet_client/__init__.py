"""Client of the Signet gateway.

`Client` signs calls, keeps the offset of its clock, and sends a call whose reply was lost once more. `Fault` is what a
gateway says no with, `NoReply` what is left where it said nothing. `encode_form` and `sign` are what it is made of.
"""

from .client import Client
from .errors import Fault, NoReply
from .wire import SignType, encode_form, sign

__all__ = ["Client", "Fault", "NoReply", "SignType", "encode_form", "sign"]
