comment-title = Comments
comment-none = There are no comments yet.
comment-earlier = Earlier comments
comment-edited = changed
comment-deleted = This comment was deleted.
comment-mentions-me = Mentions you
comment-change = Change or delete
comment-label = Comment
comment-hint = Everybody who can open this inspection reads it. Write @ and the name of a member to mention them.
comment-save = Save
comment-delete = Delete
comment-add = Add comment
comment-on = Comment
comment-about = About:
comment-about-photo = About the photo:
comment-not-there = no longer in this inspection
comment-all = All comments of this inspection
comment-whole = Comment on the whole inspection instead
comment-none-here = There are no comments about this yet.
comment-place-gone = What you wanted to comment on is not in this inspection any more. You see all comments; a new one is about the whole inspection.
comment-count =
    { $count ->
        [0] Comments
        [one] 1 comment
       *[other] { $count } comments
    }
comment-new =
    { $count ->
        [one] 1 new
       *[other] { $count } new
    }
