# What clients say about a report behind a shared link.

client-response-title = Response of the client
client-response-lead = Tell { $organisation } whether you accept this report. Your response becomes part of the record of this inspection, with your name and the time.
client-response-kind = Your response
client-response-accept = I accept the report
client-response-dispute = I dispute the report
client-response-comment-only = I have a comment
client-response-name = Your name
client-response-comment = Your comment
client-response-comment-hint = Needed for a dispute or a comment: say what is not right, and where.
client-response-signature = Signature
client-response-signature-hint = Optional.
client-response-label-kind = Response
client-response-label-comment = Comment
client-response-to = Respond to this report
client-response-send = Send response
client-response-not-sent = Your response was not sent. Correct what is marked, then send it again.
client-response-saved = Your response was saved
client-response-saved-about = { $organisation } was told. Your response is part of the record now, and the reports are made again with it.
client-response-back = Back to the report
client-response-earlier = What you said before

client-response-accepted = Accepted
client-response-disputed = Disputed
client-response-commented = Comment
client-response-signature-of = Client
client-response-signed = Signature of the client
client-response-list = Responses of clients

client-response-allow = The client may respond
client-response-allow-hint = The page of the report lets the client accept or dispute it, or write a comment, with name and signature.
client-response-allowed = Responses allowed
client-response-needs-page = A client can respond on the page of the report, which a link to the Excel file alone does not have. Select PDF, or PDF and Excel. No link was created.
