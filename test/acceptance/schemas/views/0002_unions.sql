CREATE VIEW "everything" AS SELECT id, name FROM customers UNION ALL SELECT id, amount::text FROM sales;--> statement-breakpoint
CREATE VIEW "nested" AS SELECT q.id, q.n FROM (SELECT customers.id, count(*) AS n FROM customers GROUP BY customers.id) q WHERE q.n IS DISTINCT FROM 3;--> statement-breakpoint
CREATE VIEW "days" AS SELECT d::date AS day FROM generate_series('2026-01-01'::timestamp, '2026-12-31'::timestamp, '1 day'::interval) d;--> statement-breakpoint
CREATE VIEW "latest" AS SELECT DISTINCT ON (customer_id) customer_id, at, lag(amount) OVER w AS before FROM sales WINDOW w AS (PARTITION BY customer_id ORDER BY at) ORDER BY customer_id, at DESC;--> statement-breakpoint
CREATE VIEW "whole" AS SELECT customers, customers.joined AT TIME ZONE 'utc' AS joined FROM customers;--> statement-breakpoint
CREATE VIEW "editable" AS SELECT * FROM customers WHERE status <> 'gone' WITH LOCAL CHECK OPTION;--> statement-breakpoint
CREATE RULE "keep" AS ON DELETE TO "editable" DO INSTEAD UPDATE customers SET status = 'gone' WHERE customers.id = old.id;