"""WHAT to watch and WHY. Pure: no AWS call, no CloudFormation, no clock."""
