"""serverless.yml -> Design, where it is plain: functions, their events, and the resources beside them."""

from designer.importers.serverless.design import read_serverless

__all__ = ["read_serverless"]
