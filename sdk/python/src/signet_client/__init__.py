"""Client of the Signet gateway.

`Client` signs calls, corrects its clock, and sends a call again if its reply was lost. `Fault` is the refusal of a call by the gateway.
`NoReply` is a call without a reply. `Client` is built on `encode_form` and `sign`.
"""

from .client import Client
from .errors import Fault, NoReply
from .wire import SignType, encode_form, sign

__all__ = ["Client", "Fault", "NoReply", "SignType", "encode_form", "sign"]
