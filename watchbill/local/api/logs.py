"""CloudWatch Logs' saved queries, which moto does not have."""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections import defaultdict
from typing import Any, ClassVar

from watchbill.local.api.error import AwsError, NotOursError
from watchbill.local.api.page import cut_page
from watchbill.local.api.service import Call, Service

AGGREGATES = re.compile(r"(^|\|)\s*stats\b", re.MULTILINE)


class Logs(Service):
    """PutQueryDefinition, DescribeQueryDefinitions and DeleteQueryDefinition; moto answers the rest.

    But not a query with `stats`: moto ignores it, and says Complete.
    """

    NAME: ClassVar[str] = "logs"
    SIGNING: ClassVar[str] = "logs"
    CONSTRAINT_ERROR: ClassVar[str] = "InvalidParameterException"

    def __init__(self) -> None:
        self._definitions: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self._lock = threading.Lock()

    def reset(self) -> None:
        with self._lock:
            self._definitions.clear()

    def start_query(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        if AGGREGATES.search(parameters["queryString"]):
            raise AwsError("InvalidParameterException", "The embedded cloud does not compute `stats` of Logs Insights.")
        raise NotOursError

    def put_query_definition(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        definition = {name: value for name, value in parameters.items() if name != "clientToken"}
        with self._lock:
            known = self._definitions[call.region]
            identity = definition.setdefault("queryDefinitionId", str(uuid.uuid4()))
            if "queryDefinitionId" in parameters and identity not in known:
                raise AwsError("ResourceNotFoundException", "The specified query definition does not exist.")
            definition |= {"lastModified": int(time.time() * 1_000)}
            known[identity] = definition
        return {"queryDefinitionId": identity}

    def describe_query_definitions(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        prefix = parameters.get("queryDefinitionNamePrefix", "")
        with self._lock:
            known = sorted(self._definitions[call.region].values(), key=lambda d: (d["name"], d["queryDefinitionId"]))
        found = [definition for definition in known if definition["name"].startswith(prefix)]
        page, token = cut_page(found, parameters.get("nextToken"), parameters.get("maxResults", 1_000))
        return {"queryDefinitions": page} | ({"nextToken": token} if token else {})

    def delete_query_definition(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            gone = self._definitions[call.region].pop(parameters["queryDefinitionId"], None)
        if gone is None:
            raise AwsError("ResourceNotFoundException", "The specified query definition does not exist.")
        return {"success": True}
