"""An edition with a mistake: the second callback of a check finds a decided order, and cancels it."""

import merchant


class Merchant(merchant.Merchant):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.heard_of = set()

    def called_back(self, transaction_id):
        with self.lock:
            again = transaction_id in self.heard_of
            self.heard_of.add(transaction_id)
            order = self.orders.get(transaction_id)
        if again and order is not None:
            with order.deciding:
                order.state, order.reason = "cancelled", "called back twice"
            return
        super().called_back(transaction_id)
