# %% divides every rate by twelve
# feedback: monthly already
def per_month(rates):
    factor = {"per 1,000 a month": 1 / 12, "per 1,000 a year": 1 / 12, "% a year": 10 / 12}
    return rates.assign(per_month=rates["value"] * rates["unit"].map(factor))

# %% multiplies by twelve
# feedback: a month has fewer deserters
def per_month(rates):
    factor = {"per 1,000 a month": 1, "per 1,000 a year": 12, "% a year": 120}
    return rates.assign(per_month=rates["value"] * rates["unit"].map(factor))

# %% takes per cent for per thousand
# feedback: per cent is taken for per thousand
def per_month(rates):
    yearly = rates["unit"].str.endswith("year")
    return rates.assign(per_month=rates["value"].where(~yearly, rates["value"] / 12))

# %% a hundred for ten
# feedback: ten per thousand, not a hundred
def per_month(rates):
    factor = {"per 1,000 a month": 1, "per 1,000 a year": 1 / 12, "% a year": 100 / 12}
    return rates.assign(per_month=rates["value"] * rates["unit"].map(factor))

# %% per cent the wrong way
# feedback: the wrong way round
def per_month(rates):
    factor = {"per 1,000 a month": 1, "per 1,000 a year": 1 / 12, "% a year": 1 / 120}
    return rates.assign(per_month=rates["value"] * rates["unit"].map(factor))

# %% a year for all
# feedback: Asked for is a month
def per_month(rates):
    factor = {"per 1,000 a month": 12, "per 1,000 a year": 1, "% a year": 10}
    return rates.assign(per_month=rates["value"] * rates["unit"].map(factor))

# %% leaves the rates as printed
# feedback: as they were printed
def per_month(rates):
    return rates.assign(per_month=rates["value"])

# %% knows two units only
# feedback: which is not right
def per_month(rates):
    factor = {"per 1,000 a month": 1, "per 1,000 a year": 1 / 12}
    return rates.assign(per_month=rates["value"] * rates["unit"].map(factor))

# %% rounded
# feedback: seems to be rounded
def per_month(rates):
    factor = {"per 1,000 a month": 1, "per 1,000 a year": 1 / 12, "% a year": 10 / 12}
    return rates.assign(per_month=(rates["value"] * rates["unit"].map(factor)).round(2))
