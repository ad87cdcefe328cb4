"""proxyCampaignService: see README.md."""
