"""3 · The engine on durable-rules' network: only the safe dialect, driven through the C module; needs the extra ``durable``."""

from vanhoa_rules.engines.durable.dialect import Plan
from vanhoa_rules.engines.durable.engine import Durable, Fed
from vanhoa_rules.engines.durable.loading import available
from vanhoa_rules.engines.durable.network import Network
from vanhoa_rules.engines.durable.session import Feed, Seen, Session, Setting

__all__ = ["Durable", "Fed", "Feed", "Network", "Plan", "Seen", "Session", "Setting", "available"]
