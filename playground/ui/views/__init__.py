"""What pages without runs show: charts that stand still, and texts with their formulas."""
