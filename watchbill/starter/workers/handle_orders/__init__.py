"""handleOrders."""
