"""Second and third opinions on the law engine, which share nothing with it but the text of the rows."""
