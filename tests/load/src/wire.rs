//! One HTTP/1.1 connection, written by hand, since a generator on the server's own cores must cost little.
//! Knows no redirects, no chunks and no TLS: it talks to our server alone.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Result;

/// A keep-alive connection, with one response at a time in its buffer.
pub struct Wire {
    /// The server's address.
    pub port: u16,
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    used: Instant,
}

/// A connection that is idle for longer is opened again: the server closes it after five seconds.
const IDLE: Duration = Duration::from_secs(4);

/// A response in the buffer of its connection.
pub struct Answer<'w> {
    /// The status.
    pub status: u16,
    head: &'w [u8],
    /// The body.
    pub body: &'w [u8],
}

impl Wire {
    /// Connects to `127.0.0.1:port`.
    pub async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Self { port, stream, buffer: vec![0; 16 * 1024], filled: 0, used: Instant::now() })
    }

    /// Opens the connection again if it was idle for so long that the server may have closed it.
    pub async fn refresh(&mut self) -> Result<()> {
        if self.used.elapsed() > IDLE {
            *self = Self::open(self.port).await?;
        }
        Ok(())
    }

    /// Sends a whole request and reads its whole response.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await.map_err(|error| error.to_string())?;
        self.used = Instant::now();
        self.filled = 0;
        let (head, length) = loop {
            self.fill().await?;
            let read = self.buffer.get(..self.filled).unwrap_or_default();
            if let Some(head) = end_of_head(read) {
                let head = head + 4;
                let length = header(read.get(..head).unwrap_or_default(), "content-length")
                    .and_then(|length| length.parse::<usize>().ok())
                    .unwrap_or(0);
                break (head, length);
            }
        };
        while self.filled < head + length {
            self.fill().await?;
        }
        let (head, rest) = self.buffer.split_at(head);
        let status = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        let status = status.ok_or("an answer without a status")?;
        Ok(Answer { status, head, body: rest.get(..length).unwrap_or_default() })
    }

    async fn fill(&mut self) -> Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        let rest = self.buffer.get_mut(self.filled..).unwrap_or_default();
        match self.stream.read(rest).await {
            Ok(0) => Err("the server closed a connection".to_owned()),
            Ok(read) => {
                self.filled += read;
                Ok(())
            }
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Answer<'_> {
    /// A header as text; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }

    /// Whether the body contains this text.
    pub fn says(&self, text: &[u8]) -> bool {
        self.body.windows(text.len()).any(|part| part == text)
    }

    /// The body as JSON if the status is the expected one. Fails with the response otherwise.
    pub fn json(&self, status: u16) -> Result<serde_json::Value> {
        if self.status != status {
            return Err(format!(
                "{} in place of {status}: {}",
                self.status,
                String::from_utf8_lossy(self.body)
            ));
        }
        serde_json::from_slice(self.body).map_err(|error| error.to_string())
    }
}

/// Writes a request over `into`; `headers` are whole lines.
pub fn request(into: &mut Vec<u8>, method: &str, path: &str, headers: &[(&str, &str)], body: &str) {
    into.clear();
    let mut put = |parts: &[&str]| parts.iter().for_each(|part| into.extend_from_slice(part.as_bytes()));
    put(&[method, " ", path, " HTTP/1.1\r\nHost: 127.0.0.1\r\n"]);
    for (name, value) in headers {
        put(&[name, ": ", value, "\r\n"]);
    }
    if !body.is_empty() {
        put(&["Content-Type: application/json\r\nContent-Length: ", &body.len().to_string(), "\r\n"]);
    }
    put(&["\r\n", body]);
}

fn end_of_head(read: &[u8]) -> Option<usize> {
    read.windows(4).position(|four| four == b"\r\n\r\n")
}

fn header<'h>(head: &'h [u8], name: &str) -> Option<&'h str> {
    head.split(|byte| *byte == b'\n').find_map(|line| {
        let (found, value) = line.split_at_checked(name.len())?;
        let value = value.strip_prefix(b":").filter(|_| found.eq_ignore_ascii_case(name.as_bytes()))?;
        std::str::from_utf8(value).ok().map(str::trim)
    })
}
