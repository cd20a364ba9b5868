# %% each part with its own kickback
# feedback: goes with the smallest part and the largest kickback
def contracts(laundered, part, kickback):
    return laundered * part[0] / (kickback[0] / 100), laundered * part[1] / (kickback[1] / 100)


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% the larger volume first
# feedback: the lower end comes first
def contracts(laundered, part, kickback):
    return laundered * part[1] / (kickback[0] / 100), laundered * part[0] / (kickback[1] / 100)


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% all of the sum
# feedback: Use the part
def contracts(laundered, part, kickback):
    return laundered / (kickback[1] / 100), laundered / (kickback[0] / 100)


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% multiplies
# feedback: the contracts are larger than the sum
def contracts(laundered, part, kickback):
    return laundered * part[0] * kickback[0] / 100, laundered * part[1] * kickback[1] / 100


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% per cent taken for shares
# feedback: divide them by 100
def contracts(laundered, part, kickback):
    return laundered * part[0] / kickback[1], laundered * part[1] / kickback[0]


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% what is left to the suppliers
# feedback: Asked for is the whole volume
def contracts(laundered, part, kickback):
    low, high = laundered * part[0] / (kickback[1] / 100), laundered * part[1] / (kickback[0] / 100)
    return low * (1 - kickback[1] / 100), high * (1 - kickback[0] / 100)


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% one number from the middle of each range
# feedback: should be two numbers
def contracts(laundered, part, kickback):
    return laundered * sum(part) / 2 / (sum(kickback) / 200)


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% ignores its arguments
# feedback: use those that the function is given
def contracts(laundered, part, kickback):
    low = given["laundered"] * given["part"][0] / (given["kickback"][1] / 100)
    high = given["laundered"] * given["part"][1] / (given["kickback"][0] / 100)
    return low, high


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])

# %% the function is right, the part was forgotten in its use
# feedback: my_contracts is
def contracts(laundered, part, kickback):
    return laundered * part[0] / kickback[1] * 100, laundered * part[1] / kickback[0] * 100


my_contracts = contracts(given["laundered"], (1, 1), given["kickback"])

# %% rounded
# feedback: seems to be rounded
def contracts(laundered, part, kickback):
    low = 100 * laundered * part[0] / kickback[1]
    high = 100 * laundered * part[1] / kickback[0]
    return round(low), round(high)


my_contracts = contracts(given["laundered"], given["part"], given["kickback"])
