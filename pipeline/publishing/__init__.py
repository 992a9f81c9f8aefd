"""What leaves the pipeline: report, workbook, provenance."""
