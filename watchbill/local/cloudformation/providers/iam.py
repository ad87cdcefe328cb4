"""IAM: roles and their policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import as_json, same
from watchbill.local.cloudformation.provider import Properties, Provider, is_absent
from watchbill.local.cloudformation.shape import differs, pick

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(Provider):
    TYPE = "AWS::IAM::Role"
    REQUIRED = ("AssumeRolePolicyDocument",)
    OPTIONAL = (
        "Description", "ManagedPolicyArns", "MaxSessionDuration", "Path", "PermissionsBoundary", "Policies",
        "RoleName", "Tags",
    )  # fmt: skip
    IMMUTABLE = ("Path", "RoleName")
    NAME = "RoleName"
    ATTRIBUTES = ("Arn", "RoleId")
    NEEDS_CAPABILITY = True
    NOTE = "policies are stored, never enforced"

    def create(self, properties: Properties) -> str:
        given = pick(properties, ("Description", "MaxSessionDuration", "Path", "PermissionsBoundary", "Tags"))
        name = str(properties.get("RoleName") or self.site.name(64))
        trust = as_json(properties["AssumeRolePolicyDocument"])
        self.site.call("iam", "create_role", RoleName=name, AssumeRolePolicyDocument=trust, **given)
        try:
            self._attach(name, {}, properties)
        except ClientError:
            self.delete(name, properties)  # a half-made role has no physical id for the rollback to find
            raise
        return name

    def _attach(self, name: str, old: Properties, new: Properties) -> None:
        before, after = _policies(old), _policies(new)
        for policy in before.keys() - after.keys():
            self.site.call("iam", "delete_role_policy", RoleName=name, PolicyName=policy)
        for policy, document in after.items():
            if not same(before.get(policy), document):
                text = as_json(document)
                self.site.call("iam", "put_role_policy", RoleName=name, PolicyName=policy, PolicyDocument=text)
        arns, kept = old.get("ManagedPolicyArns", []), new.get("ManagedPolicyArns", [])
        for arn in [arn for arn in arns if arn not in kept]:
            self.site.call("iam", "detach_role_policy", RoleName=name, PolicyArn=arn)
        for arn in [arn for arn in kept if arn not in arns]:
            self.site.call("iam", "attach_role_policy", RoleName=name, PolicyArn=arn)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        role = self.site.call("iam", "get_role", RoleName=physical_id)["Role"]
        names = self.site.pages("iam", "list_role_policies", "PolicyNames", RoleName=physical_id)
        own = set(_policies(properties))
        policies = [
            {
                "PolicyName": name,
                "PolicyDocument": self.site.call("iam", "get_role_policy", RoleName=physical_id, PolicyName=name)[
                    "PolicyDocument"
                ],
            }
            for name in names
            if name in own or not own
        ]
        attached = self.site.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=physical_id)
        boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        shown = pick(role, self.allowed()) | {
            "Policies": policies,
            "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
            "Tags": role.get("Tags", []),
        }
        return {k: v for k, v in shown.items() if k != "PermissionsBoundary"} | (
            {"PermissionsBoundary": boundary} if boundary else {}
        )

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        role = {"RoleName": physical_id}
        if differs(old, new, "AssumeRolePolicyDocument"):
            trust = as_json(new["AssumeRolePolicyDocument"])
            self.site.call("iam", "update_assume_role_policy", **role, PolicyDocument=trust)
        if differs(old, new, "Description", "MaxSessionDuration"):
            described = {"Description": new.get("Description", "")}
            described["MaxSessionDuration"] = new.get("MaxSessionDuration", 3_600)
            self.site.call("iam", "update_role", **role, **described)
        if differs(old, new, "PermissionsBoundary"):
            if "PermissionsBoundary" in new:
                boundary = new["PermissionsBoundary"]
                self.site.call("iam", "put_role_permissions_boundary", **role, PermissionsBoundary=boundary)
            else:
                self.site.call("iam", "delete_role_permissions_boundary", **role)
        self._attach(physical_id, old, new)
        added, removed = label.changed(old, new)
        if removed:
            self.site.call("iam", "untag_role", **role, TagKeys=removed)
        if added:
            self.site.call("iam", "tag_role", **role, Tags=label.as_pairs(added))

    def delete(self, physical_id: str, properties: Properties) -> None:
        for name in self.site.pages("iam", "list_role_policies", "PolicyNames", RoleName=physical_id):
            self.site.call("iam", "delete_role_policy", RoleName=physical_id, PolicyName=name)
        attached = self.site.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=physical_id)
        for policy in attached:
            arn = policy["PolicyArn"]
            self.site.call("iam", "detach_role_policy", RoleName=physical_id, PolicyArn=arn)
        self.site.call("iam", "delete_role", RoleName=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return pick(self.site.call("iam", "get_role", RoleName=physical_id)["Role"], self.ATTRIBUTES)


def _policies(properties: Properties) -> dict[str, Any]:
    return {policy["PolicyName"]: policy["PolicyDocument"] for policy in properties.get("Policies", [])}


class Policy(Provider):
    """An inline policy shared by roles."""

    TYPE = "AWS::IAM::Policy"
    REQUIRED = ("PolicyDocument", "PolicyName")
    OPTIONAL = ("Roles",)
    NAME = "PolicyName"
    NEEDS_CAPABILITY = True
    NOTE = "for roles only; stored, never enforced"

    def create(self, properties: Properties) -> str:
        self.update("", {}, properties)
        return self.site.name(64)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        name, found = properties["PolicyName"], []
        for role in properties.get("Roles", []):
            try:
                policy = self.site.call("iam", "get_role_policy", RoleName=role, PolicyName=name)
            except ClientError as error:
                if not is_absent(error):
                    raise
            else:
                found.append((role, policy["PolicyDocument"]))
        if not found:
            return None
        return {"PolicyName": name, "PolicyDocument": found[0][1], "Roles": [role for role, _ in found]}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        document = as_json(new["PolicyDocument"])
        for role in new.get("Roles", []):
            name = new["PolicyName"]
            self.site.call("iam", "put_role_policy", RoleName=role, PolicyName=name, PolicyDocument=document)
        renamed = old.get("PolicyName") != new["PolicyName"]
        gone = [role for role in old.get("Roles", []) if renamed or role not in new.get("Roles", [])]
        for role in gone:
            self.site.call("iam", "delete_role_policy", RoleName=role, PolicyName=old["PolicyName"])

    def delete(self, physical_id: str, properties: Properties) -> None:
        for role in properties.get("Roles", []):
            name = properties["PolicyName"]
            self.site.call("iam", "delete_role_policy", RoleName=role, PolicyName=name)


class ManagedPolicy(Provider):
    TYPE = "AWS::IAM::ManagedPolicy"
    REQUIRED = ("PolicyDocument",)
    OPTIONAL = ("Description", "ManagedPolicyName", "Path", "Roles")
    IMMUTABLE = ("Description", "ManagedPolicyName", "Path")
    NAME = "ManagedPolicyName"
    ATTRIBUTES = ("PolicyArn", "PolicyId")
    NEEDS_CAPABILITY = True
    NOTE = "for roles only; stored, never enforced"

    def create(self, properties: Properties) -> str:
        answer = self.site.call(
            "iam",
            "create_policy",
            PolicyName=properties.get("ManagedPolicyName") or self.site.name(128),
            PolicyDocument=as_json(properties["PolicyDocument"]),
            **pick(properties, ("Description", "Path")),
        )
        arn = str(answer["Policy"]["Arn"])
        self._attach(arn, {}, properties)
        return arn

    def _attach(self, arn: str, old: Properties, new: Properties) -> None:
        before, after = old.get("Roles", []), new.get("Roles", [])
        for role in [role for role in before if role not in after]:
            self.site.call("iam", "detach_role_policy", RoleName=role, PolicyArn=arn)
        for role in [role for role in after if role not in before]:
            self.site.call("iam", "attach_role_policy", RoleName=role, PolicyArn=arn)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        policy = self.site.call("iam", "get_policy", PolicyArn=physical_id)["Policy"]
        version = policy["DefaultVersionId"]
        document = self.site.call("iam", "get_policy_version", PolicyArn=physical_id, VersionId=version)
        users = self.site.pages("iam", "list_entities_for_policy", "PolicyRoles", PolicyArn=physical_id)
        shown = pick(policy, ("Description", "Path")) | {"ManagedPolicyName": policy["PolicyName"]}
        shown["PolicyDocument"] = document["PolicyVersion"]["Document"]
        return shown | {"Roles": [role["RoleName"] for role in users]}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        if differs(old, new, "PolicyDocument"):
            self._drop_versions(physical_id)
            document = as_json(new["PolicyDocument"])
            self.site.call(
                "iam", "create_policy_version", PolicyArn=physical_id, PolicyDocument=document, SetAsDefault=True
            )
        self._attach(physical_id, old, new)

    def _drop_versions(self, arn: str) -> None:
        """IAM keeps five versions and refuses a sixth."""
        for version in self.site.pages("iam", "list_policy_versions", "Versions", PolicyArn=arn):
            if not version["IsDefaultVersion"]:
                name = version["VersionId"]
                self.site.call("iam", "delete_policy_version", PolicyArn=arn, VersionId=name)

    def delete(self, physical_id: str, properties: Properties) -> None:
        for role in self.site.pages("iam", "list_entities_for_policy", "PolicyRoles", PolicyArn=physical_id):
            self.site.call("iam", "detach_role_policy", RoleName=role["RoleName"], PolicyArn=physical_id)
        self._drop_versions(physical_id)
        self.site.call("iam", "delete_policy", PolicyArn=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        policy = self.site.call("iam", "get_policy", PolicyArn=physical_id)["Policy"]
        return {"PolicyArn": physical_id, "PolicyId": policy["PolicyId"]}
