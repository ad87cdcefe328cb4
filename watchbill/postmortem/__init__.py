"""`watchbill postmortem`: what is known of an incident, in the form that a person goes on writing in."""
