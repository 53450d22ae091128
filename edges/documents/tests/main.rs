//! Extraction held against documents made elsewhere.

mod sample;
