"""CloudFormation's API: the actions that only look."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import validation_error
from watchbill.local.api.page import cut_page
from watchbill.local.api.service import Call, Service
from watchbill.local.cloudformation.parameter import shown_parameters
from watchbill.local.cloudformation.registry import check_types, find_providers
from watchbill.local.cloudformation.source import fetch_template

if TYPE_CHECKING:
    from watchbill.local.cloudformation.changeset import ChangeSet
    from watchbill.local.cloudformation.engine import Engine
    from watchbill.local.cloudformation.stack import Resource, Stack

Parameters = dict[str, Any]
PAGE = 100  # items an answer, as AWS's


class Views(Service):
    """DescribeStacks and everything else that reads the book of stacks."""

    endpoint_url: str

    @abstractmethod
    def engine(self, call: Call) -> Engine:
        """The engine of the caller's region."""

    @abstractmethod
    def change_set(self, call: Call, parameters: Parameters) -> tuple[Stack, ChangeSet]:
        """The change set that a request names, and its stack."""

    def stack(self, call: Call, name: str) -> Stack:
        """By name or ARN. Raises AwsError ValidationError when there is none."""
        stack = self.engine(call).book.find(name)
        if stack is None:
            raise validation_error(f"Stack [{name}] does not exist")
        return stack

    def describe_stacks(self, call: Call, parameters: Parameters) -> Parameters:
        book = self.engine(call).book
        if "StackName" in parameters:
            stack = book.find(parameters["StackName"])
            if stack is None:
                raise validation_error(f"Stack with id {parameters['StackName']} does not exist")
            return {"Stacks": [_stack(stack)]}
        return _paged("Stacks", [_stack(stack) for stack in reversed(book.alive())], parameters)

    def list_stacks(self, call: Call, parameters: Parameters) -> Parameters:
        wanted = parameters.get("StackStatusFilter")
        stacks = reversed(self.engine(call).book.stacks)
        found = [_stack(stack) for stack in stacks if not wanted or stack.status in wanted]
        return _paged("StackSummaries", found, parameters)

    def describe_stack_events(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"])
        with stack.lock:
            events = stack.events[::-1]
        return _paged("StackEvents", events, parameters)

    def describe_stack_resources(self, call: Call, parameters: Parameters) -> Parameters:
        if "StackName" not in parameters:
            raise validation_error("The embedded cloud answers DescribeStackResources by StackName only")
        stack = self.stack(call, parameters["StackName"])
        wanted = parameters.get("LogicalResourceId")
        found = [r for r in _resources(stack) if wanted in (None, r.logical_id)]
        return {"StackResources": [_resource(stack, r, "Timestamp") for r in found]}

    def describe_stack_resource(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"])
        name = parameters["LogicalResourceId"]
        for resource in _resources(stack):
            if resource.logical_id == name:
                return {"StackResourceDetail": _resource(stack, resource, "LastUpdatedTimestamp")}
        raise validation_error(f"Resource {name} does not exist for stack {stack.name}")

    def list_stack_resources(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"])
        found = [_resource(stack, r, "LastUpdatedTimestamp") for r in _resources(stack)]
        return _paged("StackResourceSummaries", found, parameters)

    def list_change_sets(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"])
        with stack.lock:
            found = [_change_set(stack, change_set) for change_set in stack.change_sets.values()]
        return _paged("Summaries", found, parameters)

    def describe_change_set(self, call: Call, parameters: Parameters) -> Parameters:
        stack, change_set = self.change_set(call, parameters)
        with_values = bool(parameters.get("IncludePropertyValues"))
        page, token = cut_page(change_set.changes, parameters.get("NextToken"), PAGE)
        declared = change_set.desired.template.section("Parameters")
        answer = _change_set(stack, change_set) | {
            "Changes": [change.shown(with_values=with_values) for change in page],
            "Parameters": shown_parameters(declared, change_set.desired.parameters),
            "Capabilities": list(change_set.desired.capabilities),
            "Tags": _pairs(change_set.desired.tags),
        }
        return answer | ({"NextToken": token} if token else {})

    def get_template(self, call: Call, parameters: Parameters) -> Parameters:
        if "ChangeSetName" in parameters:
            desired = self.change_set(call, parameters)[1].desired
        else:
            stack = self.stack(call, parameters["StackName"])
            if stack.desired is None:
                raise validation_error(f"Stack [{stack.name}] has no template yet")
            desired = stack.desired
        return {"TemplateBody": desired.template.body, "StagesAvailable": ["Original", "Processed"]}

    def validate_template(self, call: Call, parameters: Parameters) -> Parameters:
        summary = self.get_template_summary(call, parameters)
        wanted = ("Parameters", "Description", "Capabilities", "CapabilitiesReason")
        return {name: summary[name] for name in wanted if name in summary}

    def get_template_summary(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"]) if "StackName" in parameters else None
        if stack is not None and stack.desired is not None:
            template = stack.desired.template
        else:
            template = fetch_template(parameters, None, self.engine(call).client, self.endpoint_url)
        check_types(template.resources)
        types = sorted({definition["Type"] for definition in template.resources.values()})
        iam = [kind for kind in types if find_providers()[kind].NEEDS_CAPABILITY]
        capabilities = {"Capabilities": ["CAPABILITY_NAMED_IAM"]} if iam else {}
        if iam:
            names = ", ".join(iam)
            capabilities["CapabilitiesReason"] = f"The following resource(s) require capabilities: [{names}]"  # type: ignore[assignment]
        declared = [_declaration(key, rule) for key, rule in template.section("Parameters").items()]
        described = {"Description": template.document["Description"]} if "Description" in template.document else {}
        return {"Parameters": declared, "ResourceTypes": types, **described, **capabilities}

    def list_exports(self, call: Call, parameters: Parameters) -> Parameters:
        found = [
            {"ExportingStackId": stack.id, "Name": name, "Value": value}
            for stack in self.engine(call).book.alive()
            for name, value in stack.exports().items()
        ]
        return _paged("Exports", found, parameters)

    def list_imports(self, call: Call, parameters: Parameters) -> Parameters:
        users = self.engine(call).book.importers(parameters["ExportName"])
        if not users:
            raise validation_error(f"Export '{parameters['ExportName']}' is not imported by any stack.")
        return _paged("Imports", users, parameters)

    def describe_stack_drift_detection_status(self, call: Call, parameters: Parameters) -> Parameters:
        identity = parameters["StackDriftDetectionId"]
        detections = self.engine(call).detections
        if identity not in detections:
            raise validation_error(f"Drift detection {identity} does not exist")
        return dict(detections[identity])

    def describe_stack_resource_drifts(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"])
        wanted = parameters.get("StackResourceDriftStatusFilters")
        drifts = self.engine(call).drifts.get(stack.id, [])
        found = [drift for drift in drifts if not wanted or drift["StackResourceDriftStatus"] in wanted]
        return _paged("StackResourceDrifts", found, parameters)


def _paged(key: str, items: list[Any], parameters: Parameters) -> Parameters:
    page, token = cut_page(items, parameters.get("NextToken"), parameters.get("MaxResults", PAGE))
    return {key: page} | ({"NextToken": token} if token else {})


def _resources(stack: Stack) -> list[Resource]:
    with stack.lock:
        return sorted(stack.resources.values(), key=lambda resource: resource.logical_id)


def _stack(stack: Stack) -> Parameters:
    with stack.lock:
        desired = stack.desired
        shown: Parameters = {
            "StackId": stack.id,
            "StackName": stack.name,
            "CreationTime": stack.created,
            "LastUpdatedTime": stack.updated,
            "DeletionTime": stack.deleted,
            "StackStatus": stack.status,
            "StackStatusReason": stack.reason or None,
            "ChangeSetId": stack.change_set_id or None,
            "RoleARN": stack.role or None,
            "NotificationARNs": stack.notification_arns,
            "EnableTerminationProtection": stack.protected,
            "DisableRollback": False,
            "RollbackConfiguration": {},
            "DriftInformation": {"StackDriftStatus": stack.drift, "LastCheckTimestamp": stack.drift_checked},
            "Outputs": list(stack.outputs),
        }
        if desired is not None:
            shown |= {
                "Parameters": shown_parameters(desired.template.section("Parameters"), desired.parameters),
                "Tags": _pairs(desired.tags),
                "Capabilities": list(desired.capabilities),
                "Description": desired.template.document.get("Description"),
                "TemplateDescription": desired.template.document.get("Description"),
            }
        return {name: value for name, value in shown.items() if value is not None}


def _resource(stack: Stack, resource: Resource, time_key: str) -> Parameters:
    drift: Parameters = {"StackResourceDriftStatus": resource.drift}
    if resource.drift_checked:
        drift["LastCheckTimestamp"] = resource.drift_checked
    shown = {
        "StackId": stack.id,
        "StackName": stack.name,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.type,
        time_key: resource.updated,
        "ResourceStatus": resource.status,
        "DriftInformation": drift,
    }
    return shown | ({"ResourceStatusReason": resource.reason} if resource.reason else {})


def _change_set(stack: Stack, change_set: ChangeSet) -> Parameters:
    shown = {
        "StackId": stack.id,
        "StackName": stack.name,
        "ChangeSetId": change_set.id,
        "ChangeSetName": change_set.name,
        "CreationTime": change_set.created,
        "Status": change_set.status,
        "ExecutionStatus": change_set.execution_status,
        "IncludeNestedStacks": False,
    }
    optional = {"StatusReason": change_set.refusal, "Description": change_set.description}
    return shown | {name: value for name, value in optional.items() if value}


def _pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _declaration(key: str, rule: Parameters) -> Parameters:
    shown = {"ParameterKey": key, "ParameterType": rule.get("Type", "String"), "NoEcho": bool(rule.get("NoEcho"))}
    if "Default" in rule:
        shown["DefaultValue"] = str(rule["Default"])
    return shown | ({"Description": rule["Description"]} if "Description" in rule else {})
