"""An edition with a mistake: it takes 503 ServiceUnavailable for the last word."""

import merchant


class Merchant(merchant.Merchant):
    def is_temporary(self, error):
        return self.status(error) != 503 and super().is_temporary(error)
