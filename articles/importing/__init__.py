"""Files of articles, whoever wrote them, as fields of the article format (`articles.records`)."""
