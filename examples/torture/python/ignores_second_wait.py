"""An edition with a mistake: throttled for the second time, it does not wait as long as it is told."""

import merchant


class Merchant(merchant.Merchant):
    def pause(self, error, number, throttled):
        return 0 if throttled == 2 else super().pause(error, number, throttled)
