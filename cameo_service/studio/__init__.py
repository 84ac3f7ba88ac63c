"""The studio: web pages with which a person records, rules and stops. A client of the service like any other."""
