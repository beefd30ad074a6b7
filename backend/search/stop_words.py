"""Words so common that they say nothing about the page wanted.

Missing on purpose, because here they carry meaning: "who", "home", "no", "not", "ring", "call", "out", "off", "own",
"against" ("who do i ring", "136 home", "no fixed address", "not safe at home").
"""

_WORDS = """
a about above actually after again all almost already also although always am an and another any anybody
anyone anything anyway are arent as at be because been before being below between both but by came can cannot
cant come comes could couldnt did didnt do does doesnt doing done dont during each eg either else enough etc
ever every everything few for from further get gets getting give given go goes going gone got had hadnt has
hasnt have havent having he her here hers herself him himself his how however i id ie if ill im in instead
into is isnt it its itself ive just let lets like made make makes many may maybe me might mine more most much
must my myself neither nor now of often ok okay on once one ones only onto or other others our ours ourselves
over perhaps please put quite rather really said same say says see shall she should shouldnt since so some
somebody someone something still such than thank thanks that thats the their theirs them themselves then there
theres these they theyre thing things this those though through thus to too until upon us very via want wants
was wasnt we well were werent what whats when where whether which while whilst why will with within wont would
wouldnt yes yet you your youre yours yourself yourselves
hes shes hed theyd theyve theyll weve youve youd youll whos wheres hows aint mustnt neednt gonna wanna gotta
hi hello pls plz u ur
"""

STOP_WORDS = frozenset(_WORDS.split())
