//! Values to bytes: Excel, PDF, pictures. No database, no web, no paths.
