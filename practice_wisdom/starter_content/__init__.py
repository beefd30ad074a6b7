"""Words the manual begins with. Content CC BY 4.0, in files beside this one; the code around it MIT."""
