# %% tries every pair of guesses
def contracts(laundered, part, kickback):
    volumes = [laundered * share * 100 / rate for share in part for rate in kickback]
    return min(volumes), max(volumes)


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% a list, kickbacks first
def contracts(laundered, part, kickback):
    kickbacks = [laundered * share for share in part]
    shares = [rate / 100 for rate in reversed(kickback)]
    return [money / share for money, share in zip(kickbacks, shares)]


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])
